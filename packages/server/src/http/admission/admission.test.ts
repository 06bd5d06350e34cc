import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { type Admission, makeAdmission } from './admission.ts'
import { CELLS, cellOf, FairShares } from './fair-shares.ts'
import type { RequestClass } from './request-class.ts'

const VERIFY = ['POST', '/v2alpha1/admin/apiKeys:verify'] as const
const LIST = ['GET', '/v2alpha1/admin/issuedApiKeys'] as const
const REVOKE = ['POST', '/v2alpha1/admin/issuedApiKeys/x:revoke'] as const
const SELF_REVOKE = ['POST', '/v2alpha1/apiKeys:selfRevoke'] as const
const HEALTH = ['GET', '/health/ready'] as const

let now = 0
let shed: RequestClass[] = []
let admission: Admission
let isWaitedFor = false

const open = (maxInFlight = 1024): void => {
  admission = makeAdmission({
    maxDelayMs: 10,
    maxInFlight,
    now: () => now,
    salt: 7,
    onShed: (name) => shed.push(name),
    isStoreWaitedFor: () => isWaitedFor,
  })
}
const enter = ([method, path]: readonly [string, string], subject = 'one'): number => admission.enter(method, path, subject)
const isTaken = (...request: Parameters<typeof enter>): boolean => {
  const ticket = enter(...request)
  if (ticket > 0) admission.leave(ticket)
  return ticket > 0
}

/** A turn in which little is done. */
function pass(ms: number): void {
  now += ms
  mock.timers.tick(5)
}

/** Turns of 40 ms with many requests in each, for so long. */
function press(forMs: number): void {
  for (const end = now + forMs; now < end; ) {
    for (let count = 0; count < 10; count++) isTaken(VERIFY, 'noisy')
    now += 40
    mock.timers.tick(5)
  }
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setInterval'] })
  now = 1000
  shed = []
  isWaitedFor = false
  open()
})
afterEach(() => {
  admission.stop()
  mock.timers.reset()
})

describe('admission by places', () => {
  it('gives one subject five in eight, and always one to another', () => {
    open(64)
    const tickets = Array.from({ length: 64 }, () => enter(VERIFY, 'noisy'))
    assert.equal(tickets.filter((ticket) => ticket > 0).length, 40)
    assert.ok(enter(VERIFY, 'quiet') > 0)
    assert.deepEqual(new Set(shed), new Set(['verification']))
  })

  it('gives a place back with its ticket', () => {
    open(16)
    const tickets = Array.from({ length: 10 }, () => enter(VERIFY))
    assert.equal(enter(VERIFY), 0)
    assert.equal(admission.inFlight('verification'), 10)
    admission.leave(tickets[0] ?? 0)
    assert.ok(enter(VERIFY) > 0)
    for (const ticket of tickets) assert.ok(ticket > 0)
  })

  it('keeps the places of each class for it', () => {
    open(16)
    for (let count = 0; count < 100; count++) enter(VERIFY, `subject ${count}`)
    assert.ok(enter(LIST) > 0)
    assert.ok(enter(REVOKE) > 0)
    assert.ok(enter(SELF_REVOKE) > 0)
    for (let count = 0; count < 100; count++) assert.ok(enter(HEALTH) > 0)
  })
})

describe('admission where administration waits for the store', () => {
  const LISTS = 400
  /** So many answers a second, for so long, while much more is asked for. */
  const serve = (perSecond: number, forMs: number): void => {
    const underWay: number[] = []
    for (const end = now + forMs; now < end; pass(10)) {
      for (let asked = 0; asked < 20; asked++) {
        const ticket = enter(LIST, `subject ${asked % 2}`)
        if (ticket > 0) underWay.push(ticket)
      }
      for (const ticket of underWay.splice(0, perSecond / 100)) admission.leave(ticket)
    }
    for (const ticket of underWay) admission.leave(ticket)
  }

  it('takes a burst on', () => {
    isWaitedFor = true
    for (let asked = 0; asked < LISTS; asked++) assert.ok(enter(LIST, `subject ${asked}`) > 0)
    assert.deepEqual(shed, [])
  })

  it('refuses after half a second what cannot be answered in another quarter, but nothing of the other classes', () => {
    isWaitedFor = true
    serve(400, 2000)
    const tickets = Array.from({ length: LISTS }, (_, asked) => enter(LIST, `subject ${asked}`)).filter((ticket) => ticket > 0)
    assert.ok(tickets.length >= 90 && tickets.length <= 160, `${tickets.length}`)
    for (let asked = 0; asked < 100; asked++) assert.ok(isTaken(VERIFY) && isTaken(REVOKE) && isTaken(HEALTH))
    assert.deepEqual(new Set(shed), new Set(['administration']))
  })

  it('takes everything on again a second after nobody waited any more', () => {
    isWaitedFor = true
    serve(400, 2000)
    isWaitedFor = false
    for (let turn = 0; turn < 99; turn++) pass(10)
    isTaken(LIST)
    pass(20)
    shed = []
    for (let asked = 0; asked < LISTS; asked++) assert.ok(enter(LIST, `subject ${asked}`) > 0)
    assert.deepEqual(shed, [])
  })

  it('is not misled by waits with pauses between them', () => {
    for (let look = 0; look < 100; look++) {
      isWaitedFor = look % 2 === 0
      pass(10)
      isTaken(LIST)
    }
    for (let asked = 0; asked < LISTS; asked++) assert.ok(enter(LIST, `subject ${asked}`) > 0)
  })
})

describe('admission by time', () => {
  it('takes a burst on that is over within half a second', () => {
    press(480)
    assert.deepEqual(shed, [])
  })

  it('refuses from half a second of late turns on what comes late in a turn, and takes on what comes early', () => {
    press(800)
    shed = []
    now += 21
    assert.ok(isTaken(VERIFY), 'the first of a turn, however late')
    assert.ok(!isTaken(VERIFY))
    assert.ok(isTaken(LIST) && !isTaken(LIST))
    assert.deepEqual(shed, ['verification', 'administration'])
  })

  it('lets revocations and health through at any time, but not a flood of one subject', () => {
    press(800)
    shed = []
    isTaken(LIST)
    now += 300
    for (let count = 0; count < 10; count++) assert.ok(isTaken(REVOKE))
    for (let count = 0; count < 1000; count++) assert.ok(isTaken(HEALTH))
    const flood = Array.from({ length: 100 }, () => isTaken(REVOKE)).filter((taken) => taken)
    assert.ok(flood.length < 10)
    assert.ok(isTaken(REVOKE, 'another'))
  })

  it('is as before a second after the last late turn', () => {
    press(800)
    now += 1
    mock.timers.tick(5)
    for (let quiet = 0; quiet < 300; quiet++) {
      now += 5
      mock.timers.tick(5)
    }
    shed = []
    now += 300
    for (let count = 0; count < 50; count++) isTaken(VERIFY)
    assert.deepEqual(shed, [])
  })

  it('sees work that was put off to later turns, although few requests come', () => {
    for (let count = 0; count < 20; count++) enter(LIST, `subject ${count}`)
    for (let turn = 0; turn < 20; turn++) {
      isTaken(LIST)
      now += 40
      mock.timers.tick(5)
    }
    now += 40
    assert.ok(isTaken(LIST) && !isTaken(LIST))
  })

  it('takes less on in each turn as long as turns are late, and more again when they are not', () => {
    const takenOn = (): number => {
      let taken = 0
      for (; taken < 100 && isTaken(VERIFY); taken++) now += 0.5
      now += 4
      mock.timers.tick(5)
      return taken
    }
    press(800)
    const few = takenOn()
    assert.ok(few <= 3, `${few}`)
    for (let turn = 0; turn < 20; turn++) takenOn()
    assert.ok(takenOn() > 20)
  })

  it('keeps few under way that wait for others as long as turns are late, and more when they are not', () => {
    const takeOn = (): number[] => Array.from({ length: 200 }, () => enter(LIST)).filter((ticket) => ticket > 0)
    press(800)
    pass(5)
    const few = takeOn()
    assert.ok(few.length <= 2, `${few.length}`)
    for (const ticket of few) admission.leave(ticket)
    for (let turn = 0; turn < 30; turn++) pass(5)
    const many = takeOn()
    assert.ok(many.length > 20, `${many.length}`)
  })

  it('goes on to refuse while there is much to refuse, although that keeps turns short', () => {
    press(800)
    const refusedOf = (): number => {
      let refused = 0
      for (let count = 0; count < 100; count++) if (!isTaken(LIST)) refused++
      return refused
    }
    for (let turn = 0; turn < 1000; turn++) {
      now += 11
      assert.ok(refusedOf() > 90, `turn ${turn}`)
      mock.timers.tick(5)
    }
    for (let quiet = 0; quiet < 300; quiet++) {
      now += 5
      isTaken(LIST)
      mock.timers.tick(5)
    }
    now += 11
    assert.equal(refusedOf(), 0)
  })

  it('does not take few requests for too many where the processor is busy with others', () => {
    for (let turn = 0; turn < 100; turn++) {
      for (let count = 0; count < 3; count++) assert.ok(isTaken(VERIFY))
      now += 200
      mock.timers.tick(5)
    }
    assert.deepEqual(shed, [])
  })
})

describe('fair shares', () => {
  const cells = { noisy: cellOf('noisy', 1), quiet: cellOf('quiet', 1) }

  /** One window in which so many are asked for and `capacity` are given, in the order of asking. */
  function ask(shares: FairShares, at: number, wanted: { readonly noisy: number; readonly quiet: number }, capacity: number) {
    const given = { noisy: 0, quiet: 0 }
    for (const name of ['noisy', 'quiet'] as const) {
      for (let count = 0; count < wanted[name]; count++) {
        if (shares.ask(cells[name], at) === 'exhausted' || given.noisy + given.quiet >= capacity) continue
        shares.give(cells[name])
        given[name] += 1
      }
    }
    return given
  }

  it('leave room for who asks for little when another asks for everything', () => {
    const shares = new FairShares()
    assert.deepEqual(ask(shares, 0, { noisy: 1000, quiet: 20 }, 100), { noisy: 100, quiet: 0 })
    const second = ask(shares, 100, { noisy: 1000, quiet: 20 }, 100)
    assert.ok(second.noisy <= 100)
    for (let window = 2; window < 10; window++) ask(shares, window * 100, { noisy: 1000, quiet: 20 }, 125)
    assert.equal(ask(shares, 1000, { noisy: 1000, quiet: 20 }, 125).quiet, 20)
  })

  it('give one alone all there is', () => {
    const shares = new FairShares()
    for (let window = 0; window < 5; window++) {
      assert.equal(ask(shares, window * 100, { noisy: 1000, quiet: 0 }, 100).noisy, 100)
    }
  })

  it('tell subjects apart, differently in each process', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `project-${index}`)
    const used = new Set(names.map((name) => cellOf(name, 3)))
    assert.ok(used.size > CELLS * 0.9)
    assert.ok(names.filter((name) => cellOf(name, 3) === cellOf(name, 4)).length < 50)
  })
})
