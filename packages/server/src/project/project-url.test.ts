import assert from 'node:assert/strict'
import { it } from 'node:test'
import { projectUrl } from './project-url.ts'

it('a project URL is plain and has the port on this machine, and is encrypted elsewhere', () => {
  assert.equal(projectUrl('shop', { projectDomain: 'projects.localhost', port: 4420 }), 'http://shop.projects.localhost:4420')
  assert.equal(projectUrl('shop', { projectDomain: 'localhost', port: 80 }), 'http://shop.localhost')
  assert.equal(projectUrl('shop', { projectDomain: 'projects.localhost', port: 0 }), 'http://shop.projects.localhost')
  assert.equal(projectUrl('shop', { projectDomain: 'keys.example.com', port: 4420 }), 'https://shop.keys.example.com')
  assert.equal(projectUrl('shop', { projectDomain: 'notlocalhost', port: 4420 }), 'https://shop.notlocalhost')
})
