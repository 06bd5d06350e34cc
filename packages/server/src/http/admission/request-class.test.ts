import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { consoleRoutes, controlRoutes, routes } from '@latchkey/contract/routes'
import { classOf } from './request-class.ts'

/** Everything that takes an access away, by its name. */
const TAKES_AWAY = /[Rr]evoke|[Dd]elete|[Rr]emove|[Ss]uspend|[Rr]otate|[Pp]urge|SignOut|EndSession/

const classes = [...routes, ...controlRoutes, ...consoleRoutes].map(({ operationId, method, path }) => ({
  operationId,
  requestClass: classOf(method, path.replaceAll(/\{[^}]*\}/g, 'x')),
}))

describe('the class of a request', () => {
  it('is revocation for every operation that takes an access away, and for no other', () => {
    const expected = classes.filter(({ operationId }) => TAKES_AWAY.test(operationId)).map(({ operationId }) => operationId)
    const found = classes.filter(({ requestClass }) => requestClass.endsWith('revocation')).map(({ operationId }) => operationId)
    assert.ok(expected.length > 15)
    assert.deepEqual(found, expected)
  })

  it('is verification for what the data plane answers', () => {
    const found = classes.filter(({ requestClass }) => requestClass === 'verification').map(({ operationId }) => operationId)
    assert.deepEqual(found.sort(), ['adminBatchVerifyApiKeys', 'adminDeriveToken', 'adminVerifyApiKey', 'getJwks'])
  })

  it('tells anonymous revocations apart, ignores the query and knows health by its path', () => {
    assert.equal(classOf('POST', '/v2alpha1/apiKeys:selfRevoke?x=:verify'), 'self_revocation')
    assert.equal(classOf('GET', '/v2alpha1/admin/issuedApiKeys?filter=a:revoke'), 'administration')
    assert.equal(classOf('GET', '/v2alpha1/admin/issuedApiKeys/x:revoke'), 'administration')
    assert.equal(classOf('GET', '/health/ready'), 'health')
    assert.equal(classOf('GET', '/healthy'), 'administration')
    assert.equal(classOf(undefined, ''), 'administration')
  })
})
