// A server that asks a store that refuses again and again; a control. Argument: the configuration file.
import { startServer } from '@latchkey/server/main'
import { storeThatNeverGivesUp } from '@latchkey/testkit/fault/broken-ports'

await startServer({
  configFile: process.argv[2],
  environment: process.env,
  migrate: true,
  overrides: { keyStore: storeThatNeverGivesUp },
})
