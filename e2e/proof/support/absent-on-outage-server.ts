// A server to which a store that does not answer looks like one without keys; a control. Argument: the configuration file.
import { startServer } from '@latchkey/server/main'
import { storeThatTakesOutagesForAbsence } from '@latchkey/testkit/fault/broken-ports'

await startServer({
  configFile: process.argv[2],
  environment: process.env,
  migrate: true,
  overrides: { keyStore: storeThatTakesOutagesForAbsence },
})
