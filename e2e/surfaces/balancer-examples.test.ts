import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, it } from 'node:test'

const DEPLOY = resolve(import.meta.dirname, '../../deploy')
const PATH = `${process.env['PATH']}:/usr/sbin`
const env = { ...process.env, PATH }

const missing = (program: string): string | false =>
  spawnSync(program, ['-v'], { env }).error === undefined ? false : `${program} is not installed here`

for (const program of ['haproxy', 'nginx']) {
  assert(missing(program) === false || process.env['CI'] !== 'true', `${program} is not installed here`)
}

describe('the examples for load balancers', () => {
  it('are a configuration of HAProxy', { skip: missing('haproxy') }, () => {
    execFileSync('haproxy', ['-c', '-f', join(DEPLOY, 'haproxy/haproxy.cfg')], { env, stdio: 'pipe' })
  })

  it('are a configuration of nginx', { skip: missing('nginx') }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-nginx-'))
    try {
      const directives = `pid ${folder}/nginx.pid; error_log stderr;`
      execFileSync('nginx', ['-t', '-p', folder, '-c', join(DEPLOY, 'nginx/nginx.conf'), '-g', directives], {
        env,
        stdio: 'pipe',
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
