// A server that acknowledges keys before they are stored; the control of b01 kills it. Argument: the configuration file.
import { startServer } from '@latchkey/server/main'
import { storeThatAnswersTooEarly } from '@latchkey/testkit/fault/broken-ports'

await startServer({
  configFile: process.argv[2],
  environment: process.env,
  overrides: { keyStore: storeThatAnswersTooEarly },
})
