import { automatedScenarios } from './automated-scenarios.ts';
import { basisScenarios } from './basis-scenarios.ts';
import { consentScenarios } from './consent-scenarios.ts';
import { exportScenarios } from './export-scenarios.ts';
import { factsScenarios } from './facts-scenarios.ts';
import { messageScenarios } from './message-scenarios.ts';
import { minorScenarios } from './minor-scenarios.ts';
import { partyScenarios } from './party-scenarios.ts';
import { publicScenarios } from './public-scenarios.ts';
import { retentionScenarios } from './retention-scenarios.ts';
import { rightsScenarios } from './rights-scenarios.ts';
import { type Scenario, scenariosOf } from './scenario.ts';
import { sensitiveScenarios } from './sensitive-scenarios.ts';

/** Worked examples of the law, by section of the obligations: the table that the rules are held to. */
export const ALL_SCENARIOS: readonly Scenario[] = [
  ...scenariosOf('BASIS', basisScenarios),
  ...scenariosOf('CONSENT', consentScenarios),
  ...scenariosOf('KEEP', retentionScenarios),
  ...scenariosOf('SENSITIVE', sensitiveScenarios),
  ...scenariosOf('MINOR', minorScenarios),
  ...scenariosOf('PARTY', partyScenarios),
  ...scenariosOf('PUBLIC', publicScenarios),
  ...scenariosOf('AUTO', automatedScenarios),
  ...scenariosOf('MESSAGE', messageScenarios),
  ...scenariosOf('EXPORT', exportScenarios),
  ...scenariosOf('RIGHTS', rightsScenarios),
  ...scenariosOf('FACTS', factsScenarios),
];
