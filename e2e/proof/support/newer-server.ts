// The next program, whose schema has a step more; otherwise as `latchkey serve --migrate`. Argument: the configuration file.
import { runServe } from '@latchkey/server/main'
import { becomeNewer } from '@latchkey/testkit/sql/further-migrations'

becomeNewer('adding')
process.exitCode = await runServe({
  configFile: process.argv[2],
  environment: process.env,
  surface: 'all',
  migrate: true,
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
})
