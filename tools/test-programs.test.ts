import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { installTestPrograms, type Machine, type TestProgram } from './test-programs.ts'

const programs: readonly TestProgram[] = [
  { program: 'one', debianPackage: 'both', suite: 'a.test.ts' },
  { program: 'two', debianPackage: 'both', suite: 'b.test.ts' },
]

function makeMachine({ installed, isRoot = true, works = true }: { installed: string[]; isRoot?: boolean; works?: boolean }) {
  const there = new Set(installed)
  const commands: string[] = []
  let quiet = false
  const machine: Machine = {
    has: (program) => there.has(program),
    isRoot,
    run(command) {
      assert(quiet, 'a service may start')
      commands.push(command.join(' '))
      if (works && command.includes('install')) for (const name of ['one', 'two']) there.add(name)
      return works
    },
    withoutServices(act) {
      quiet = true
      const value = act()
      quiet = false
      return value
    },
  }
  return { machine, commands }
}

describe('programs that tests need', () => {
  it('are left alone when they are there', () => {
    const { machine, commands } = makeMachine({ installed: ['one', 'two', 'apt-get'] })
    assert.deepEqual([installTestPrograms(machine, programs), commands], [[], []])
  })

  it('are installed once per package, and not started', () => {
    const { machine, commands } = makeMachine({ installed: ['apt-get'] })
    assert.deepEqual(installTestPrograms(machine, programs), ['installing the Debian packages both'])
    assert.equal(commands.length, 2)
    assert.match(commands[1] ?? '', /^apt-get install .*--no-install-recommends both$/)
  })

  it('are told of, with what is left out, where we may not install or cannot', () => {
    const told = [
      'one is missing; left out: a.test.ts (Debian package both)',
      'two is missing; left out: b.test.ts (Debian package both)',
    ]
    const elsewhere = makeMachine({ installed: [] })
    const asSomebody = makeMachine({ installed: ['apt-get'], isRoot: false })
    for (const { machine, commands } of [elsewhere, asSomebody]) {
      assert.deepEqual(installTestPrograms(machine, programs), told)
      assert.deepEqual(commands, [])
    }
    const offline = makeMachine({ installed: ['apt-get'], works: false })
    assert.deepEqual(installTestPrograms(offline.machine, programs).slice(1), told)
  })
})
