// A server that loses some audit rows after the keys are stored; the control of b01 kills it. Argument: the configuration file.
import { startServer } from '@latchkey/server/main'
import { openSideDoor } from '../../support/side-door.ts'

const { LATCHKEY_DB_DSN: dsn, LATCHKEY_DATA_DIR: folder } = process.env
const LOSES_EVERY = 10
let insertions = 0

await startServer({
  configFile: process.argv[2],
  environment: process.env,
  overrides: {
    keyStore: (store) => ({
      ...store,
      async insert(projectId, insertion) {
        const outcome = await store.insert(projectId, insertion)
        if (outcome.outcome === 'inserted' && insertions++ % LOSES_EVERY === 0) await loseAuditRow(insertion.key.id)
        return outcome
      },
    }),
  },
})

async function loseAuditRow(keyId: string): Promise<void> {
  const door = await openSideDoor(dsn ?? `${folder}/latchkey.db`)
  await door.ask(`DELETE FROM audit_events WHERE target_id = '${keyId}'`)
  await door.close()
}
