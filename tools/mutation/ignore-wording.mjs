import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** What a rule is called and says, in both languages: the test that holds docs/law.md current compares it letter by letter. */
const WORDING = new Set(['code', 'zh', 'en']);

/** Leaves the wording of rules unmutated, so that mutants stand for decisions. */
const wording = {
  shouldIgnore(path) {
    const { parent } = path;
    if (!path.isStringLiteral() || !parent || parent.type !== 'ObjectProperty' || parent.value !== path.node)
      return undefined;
    const name = parent.key.type === 'Identifier' ? parent.key.name : parent.key.value;
    return WORDING.has(name) ? 'the wording of a rule' : undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'wording', wording)];
