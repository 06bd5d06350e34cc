// Programs of other projects that some tests need and npm does not have: installed from Debian's packages where we may.
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface TestProgram {
  readonly program: string
  readonly debianPackage: string
  /** What is left out without it. */
  readonly suite: string
}

export const testPrograms: readonly TestProgram[] = [
  { program: 'prometheus', debianPackage: 'prometheus', suite: 'e2e/telemetry/prometheus.test.ts' },
  { program: 'chromium', debianPackage: 'chromium', suite: 'e2e/browser' },
  { program: 'promtool', debianPackage: 'prometheus', suite: 'e2e/telemetry/prometheus.test.ts' },
  { program: 'pg_ctlcluster', debianPackage: 'postgresql', suite: 'everything on PostgreSQL' },
  { program: 'my_print_defaults', debianPackage: 'mariadb-client-core', suite: 'everything on MariaDB' },
  { program: 'mariadbd', debianPackage: 'mariadb-server-core', suite: 'everything on MariaDB' },
  { program: 'redis-server', debianPackage: 'redis-server', suite: 'everything with Redis' },
  { program: 'pgbouncer', debianPackage: 'pgbouncer', suite: 'PostgreSQL behind PgBouncer' },
  { program: 'haproxy', debianPackage: 'haproxy', suite: 'rolling restarts behind HAProxy' },
  { program: 'nginx', debianPackage: 'nginx-light', suite: 'the example for nginx' },
]

export interface Machine {
  has(program: string): boolean
  readonly isRoot: boolean
  /** Runs a command as it is; whether it succeeded. */
  run(command: readonly string[]): boolean
  /** While it acts, nothing that is installed is also started. */
  withoutServices<T>(act: () => T): T
}

/** Brings along what is missing. Says, line by line, what it did and which suites are left out. */
export function installTestPrograms(machine: Machine, programs: readonly TestProgram[] = testPrograms): string[] {
  const missing = () => programs.filter(({ program }) => !machine.has(program))
  const packages = [...new Set(missing().map(({ debianPackage }) => debianPackage))]
  if (packages.length === 0) return []
  const lines: string[] = []
  if (machine.isRoot && machine.has('apt-get')) {
    lines.push(`installing the Debian packages ${packages.join(', ')}`)
    machine.withoutServices(
      () =>
        machine.run(['apt-get', 'update', '--quiet', '--quiet']) &&
        machine.run(['apt-get', 'install', '--yes', '--quiet', '--quiet', '--no-install-recommends', ...packages]),
    )
  }
  const left = missing().map(({ program, debianPackage, suite }) => ({
    program,
    text: `${suite} (Debian package ${debianPackage})`,
  }))
  return [...lines, ...left.map(({ program, text }) => `${program} is missing; left out: ${text}`)]
}

/** Debian asks it before a package starts what it brought along (invoke-rc.d(8)). */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d'

/** Where Debian puts servers, whether or not it is in the path. */
const SERVER_FOLDER = '/usr/sbin'

export const thisMachine: Machine = {
  has: (program) =>
    [...(process.env['PATH'] ?? '').split(':'), SERVER_FOLDER].some((folder) => existsSync(join(folder, program))),
  isRoot: process.getuid?.() === 0,
  run([program = '', ...args]) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    return spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
  },
  withoutServices(act) {
    if (existsSync(SERVICE_POLICY)) return act()
    writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
    try {
      return act()
    } finally {
      rmSync(SERVICE_POLICY, { force: true })
    }
  },
}
