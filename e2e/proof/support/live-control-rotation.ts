import { setTimeout as delay } from 'node:timers/promises'
import type { Overrides } from '@latchkey/server/main'
import { runCli } from '../../../packages/cli/src/testing/run-cli.ts'
import { combine, exactly, type Finding, judge } from '../bar.ts'
import { Api, expectStatus } from './api.ts'
import { type ControlBench, onControlBench } from './control-bench.ts'
import { addCredentials, INVALID_WITHIN_MS, judgeRotation, Load, pageStatus, SETTLE_MS } from './live-rotation.ts'
import { none } from './none.ts'

type Mode = 'graceful' | 'revoke'

export interface RotationByApi {
  readonly overrides?: Overrides
  readonly mode?: Mode
}

interface ListedSecret {
  readonly id: string
  readonly purpose: 'hmac' | 'signing'
  readonly state: 'current' | 'retired'
  readonly live_keys?: number
}

/** Rotates the HMAC secret and the signing key through the control plane while verifications go on, and deletes the former ones. */
export const rotateThroughApi = ({ overrides = {}, mode = 'graceful' }: RotationByApi = {}): Promise<Finding> =>
  onControlBench({ config: { cache: { enabled: true, ttl: '60s' } }, overrides }, async (bench) => {
    const api = new Api(bench.server)
    try {
      const { rotation, doctorBefore, doctorAfter, retiredId } = await rotateUnderLoad(bench, api, mode)
      return combine({
        live: rotation,
        revoked: await revokeBoth(bench, api),
        doctor: judge({
          retiredWithKeys: exactly(keysOn(doctorBefore, `retired HMAC secret ${retiredId}`), 2),
          strandedAfterwards: exactly(keysOn(doctorAfter, `HMAC secret ${retiredId}, which is neither`), 2),
        }),
      })
    } finally {
      api.close()
    }
  })

async function rotateUnderLoad(bench: ControlBench, api: Api, mode: Mode) {
  const load = new Load(api)
  const startedAt = performance.now()
  await addCredentials(load, api, 'old')
  await api.issue()
  const { body } = expectStatus(await api.admin('GET', '/issuedApiKeys?page_size=1'), 200)
  await delay(SETTLE_MS)
  await rotate(bench, mode)
  await addCredentials(load, api, 'new')
  await delay(SETTLE_MS)
  const pageWhileRetired = await pageStatus(api, body.next_page_token)
  const doctorBefore = await doctor(bench)
  const retired = (await secretsOf(bench)).filter(({ state }) => state === 'retired')
  const droppedAt = performance.now()
  for (const { id } of retired) await remove(bench, id)
  await delay(INVALID_WITHIN_MS + SETTLE_MS)
  const pageAfterDrop = await pageStatus(api, body.next_page_token)
  const elapsedMs = performance.now() - startedAt
  const errors = await load.stop()
  return {
    rotation: judgeRotation({ observations: load.observations, errors, droppedAt, elapsedMs, pageWhileRetired, pageAfterDrop }),
    doctorBefore,
    doctorAfter: await doctor(bench),
    retiredId: retired.find(({ purpose }) => purpose === 'hmac')?.id,
  }
}

const talos = ({ server }: ControlBench): string => `/projects/${server.projectId}/talos`

async function rotate(bench: ControlBench, mode: Mode): Promise<void> {
  for (const what of ['rotate-hmac-secret', 'rotate-signing-key'])
    expectStatus(await bench.ask(bench.workspaceKey, 'POST', `${talos(bench)}/${what}`, { mode }), 200)
}

const secretsOf = async (bench: ControlBench): Promise<readonly ListedSecret[]> =>
  expectStatus(await bench.ask(bench.workspaceKey, 'GET', `${talos(bench)}/secrets`), 200).body.secrets

const remove = async (bench: ControlBench, id: string): Promise<void> => {
  expectStatus(await bench.ask(bench.workspaceKey, 'DELETE', `${talos(bench)}/secrets/${id}`), 204)
}

/** Everything that hangs on secrets which are replaced in a hurry ends at once; what is made afterwards is good. */
async function revokeBoth(bench: ControlBench, api: Api): Promise<Finding> {
  const { secret } = await api.issue()
  const jwt = await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_JWT' })
  const macaroon = await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_MACAROON' })
  await api.issue()
  const { body } = expectStatus(await api.admin('GET', '/issuedApiKeys?page_size=1'), 200)
  const credentials = [secret, jwt, macaroon]
  const validBefore = await Promise.all(credentials.map((credential) => api.isValid(credential)))
  await rotate(bench, 'revoke')
  await delay(INVALID_WITHIN_MS)
  const valid = await Promise.all(credentials.map((credential) => api.isValid(credential)))
  const kinds = ['key', 'JWT', 'macaroon'].filter((_, index) => valid[index] === true)
  const current = (await secretsOf(bench)).find(({ purpose, state }) => purpose === 'hmac' && state === 'current')
  const removal = await bench.ask(bench.workspaceKey, 'DELETE', `${talos(bench)}/secrets/${current?.id}`)
  return judge({
    validBefore: exactly(validBefore.filter((one) => one).length, 3),
    validAfterwards: none(kinds),
    pageTokenAfterwards: exactly(await pageStatus(api, body.next_page_token), 400),
    newKeyAfterwards: exactly(String(await api.isValid((await api.issue()).secret)), 'true'),
    removalOfTheCurrentSecret: exactly(removal.status, 409),
  })
}

/** What `latchkey doctor` prints of this server, with all of its secrets. */
async function doctor({ server }: ControlBench): Promise<string> {
  const { stdout } = await runCli(['doctor', '--config', server.configFile], { environment: server.environment })
  return stdout
}

/** How many live keys the doctor finds on something. */
const keysOn = (report: string, what: string): number => {
  const line = report.split('\n').find((one) => one.includes(what))
  return Number(/(\d+) live keys? hangs? on/.exec(line?.replace(/\s+/g, ' ') ?? '')?.[1] ?? 0)
}
