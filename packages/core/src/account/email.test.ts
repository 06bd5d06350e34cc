import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { canonicalEmail, requireEmail } from './email.ts'

describe('an e-mail address', () => {
  it('has one spelling', () => {
    assert.equal(canonicalEmail(' Ada@Example.COM '), 'ada@example.com')
    assert.equal(canonicalEmail('ADÉ@example.com'), canonicalEmail('adé@example.com'))
  })

  it('is refused when it is none', () => {
    const none = ['', '@', 'a@', '@b', 'a b@c', 'a@b@c', 'a\u200b@b.c', 'a\0@b.c', '\ud800@b.c', `a@${'b'.repeat(253)}`]
    for (const text of none) assert.equal(canonicalEmail(text), undefined, JSON.stringify(text))
    assert.throws(() => requireEmail('nobody'), { code: 'bad_request', metadata: { field: 'email' } })
  })
})
