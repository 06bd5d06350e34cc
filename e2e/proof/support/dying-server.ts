// A server that is killed at the step of a change that the file DIE_AT names, once there is one. Argument: the configuration.
import { existsSync, readFileSync } from 'node:fs'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import { startServer } from '@latchkey/server/main'
import { storeThatRotatesInTwoSteps } from '@latchkey/testkit/fault/broken-ports'
import type { DeathStep } from './dying-instance.ts'

const order = process.env['DIE_AT'] ?? ''

/** SIGKILL: no handler runs, nothing more is sent. */
function dieAt(step: DeathStep): void {
  if (existsSync(order) && readFileSync(order, 'utf8') === step) process.kill(process.pid, 'SIGKILL')
}

const broken: (store: KeyStore) => KeyStore =
  process.env['FAULT'] === 'rotates-in-two-steps' ? storeThatRotatesInTwoSteps : (store) => store

const lastWords = async <R>(change: Promise<R>): Promise<R> => {
  const result = await change
  dieAt('before-response')
  return result
}

await startServer({
  configFile: process.argv[2],
  environment: process.env,
  overrides: {
    onCommitStep: dieAt,
    keyStore: (whole): KeyStore => {
      const store = broken(whole)
      return {
      ...store,
      insert: (projectId, insertion) => lastWords(store.insert(projectId, insertion)),
      insertMany: (projectId, insertions) => lastWords(store.insertMany(projectId, insertions)),
      change: (projectId, id, decide) => lastWords(store.change(projectId, id, decide)),
    }},
  },
})
