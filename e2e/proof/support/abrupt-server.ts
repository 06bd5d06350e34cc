// A server that waits for nobody when it is told to stop; the control of b13. Argument: the configuration file.
import { startServer } from '@latchkey/server/main'

await startServer({ configFile: process.argv[2], environment: process.env })
process.on('SIGTERM', () => process.exit(0))
