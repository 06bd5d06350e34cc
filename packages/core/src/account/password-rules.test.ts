import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mayBePassword, requireGoodPassword } from './password-rules.ts'

const context = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' }
const ruleOf = (password: string): string => {
  try {
    requireGoodPassword(password, context)
    return 'accepted'
  } catch (error) {
    return error instanceof Error ? error.message : 'no error'
  }
}

describe('the rules for passwords', () => {
  it('ask for twelve characters, counted as people count them', () => {
    assert.match(ruleOf('k7#mQ2zp!xL'), /at least 12 characters/)
    assert.equal(ruleOf('k7#mQ2zp!xLw'), 'accepted')
    assert.match(ruleOf('😀😁😂😃😄😅😆😇😈😉😊'), /at least 12 characters/)
    assert.equal(ruleOf('😀😁😂😃😄😅😆😇😈😉😊😋'), 'accepted')
  })

  it('allow 1024 bytes and no more', () => {
    const text = (bytes: number) => `${'wild geese over the harbour '.repeat(40).slice(0, bytes - 6)}–7xQ`
    assert.equal(Buffer.byteLength(text(1024)), 1024)
    assert.equal(ruleOf(text(1024)), 'accepted')
    assert.match(ruleOf(text(1025)), /at most 1024 bytes/)
    assert.equal(mayBePassword(text(1024)) && !mayBePassword(text(1025)), true)
  })

  it('refuse what many people use, with a reason', () => {
    const common = [
      'password1234',
      'Password123!',
      'P@ssw0rd1234',
      'passwordpassword1',
      '123456789012',
      '210987654321',
      'qwertyuiopas',
      'Qwertyuiop123',
      '1q2w3e4r5t6y',
      '1qaz2wsx3edc',
      'abcdefghijkl',
      'welcome2026!!',
      'letmein-letmein-1',
      'iloveyou2025!',
      'changeme12345',
      'adminadmin12',
      'Summer2026!!',
      'correcthorsebatterystaple',
      'latchkey-admin-2026',
    ]
    for (const password of common) assert.match(ruleOf(password), /commonly used|repeats itself/, password)
    for (const password of ['aaaaaaaaaaaa', 'abababababab', 'hunter2hunter2', '111111111111']) {
      assert.match(ruleOf(password), /repeats itself|commonly used/, password)
    }
  })

  it('refuse what is made of the address or the name', () => {
    for (const password of ['ada.lovelace@example.com', 'lovelace1234', 'Lovelace!2026']) {
      assert.match(ruleOf(password), /address or the name/, password)
    }
    assert.equal(ruleOf('lovelace-brews-tea'), 'accepted')
  })

  it('accept sentences, pasted randomness and other scripts', () => {
    for (const password of [
      'tin roof, rusted 7',
      'password manager made this: 8Kx',
      'xY7-pQ2m-vT9k-4rLz',
      'Zwölf Boxkämpfer jagen',
      '夜の猫は静かに歩く道を知る',
      '    leading and trailing    ',
    ]) {
      assert.equal(ruleOf(password), 'accepted', password)
    }
  })

  it('never quote the password', () => {
    assert.doesNotMatch(ruleOf('canary'), /canary/)
    assert.match(ruleOf('\ud800canary-canary'), /Unicode/)
  })
})
