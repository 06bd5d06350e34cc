// Moves a store as `latchkey move` does, and is killed (SIGKILL, so no handler runs) a moment after so many rows: in the
// middle of whatever it does then.
import { moveStore } from '@latchkey/server/move'

const [from = '', to = '', rows = '0', delayMs = '0'] = process.argv.slice(2)
let isDying = false
const onProgress = (done: number): void => {
  if (isDying || done < Number(rows)) return
  isDying = true
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(delayMs))
}
await moveStore({ configFile: undefined, environment: process.env, from, to, onProgress })
