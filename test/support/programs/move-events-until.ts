import { once } from 'node:events';
import { Analytics } from '../../../src/contexts/customers/events/analytics.ts';
import { moveEvents } from '../../../src/contexts/customers/events/move-events.ts';
import { Database } from '../../../src/platform/database/index.ts';
import { silentLogger } from '../../../src/platform/logging.ts';

// Moves events to the DuckDB file until the step that it is given has come for the second time, says so, and waits there to be killed, or for the end of the test.
const [url = '', path = '', wanted = ''] = process.argv.slice(2);
const database = new Database({ connection: url, log: silentLogger(), maxConnections: 2 });
let times = 0;
await moveEvents(
  { database, analytics: new Analytics(path) },
  {
    batch: 40,
    onStep: async (step) => {
      times += step === wanted ? 1 : 0;
      if (times < 2) return;
      console.log('there');
      await once(process.stdin.resume(), 'close');
    },
  },
);
console.log('done');
