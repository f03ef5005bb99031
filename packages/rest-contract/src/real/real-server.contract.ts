import { describeContract } from '../describe-contract.ts';
import { createTerms } from './create-terms.ts';
import { readSettings } from './read-settings.ts';

// The environment is read by the factory, not here: titles are listed without a server.
describeContract('the server', async () => {
  const parsed = readSettings();
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const { settings } = parsed;
  const { base, credentials } = settings;
  return { origin: base.origin, credentials, terms: createTerms(settings), close: async () => {} };
});
