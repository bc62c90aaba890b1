// The lawful act that the law's scenarios start from serves every other test of facts too.
export { consent, type FactsPatch, factsWith, LAWFUL_USE, patched } from '../../src/contexts/law/index.ts';
