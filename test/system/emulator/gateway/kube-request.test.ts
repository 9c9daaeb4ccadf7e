import { describe, expect, it } from 'vitest'
import { readKubeRequest } from './kube-request.ts'

const read = (method: string, path: string) => {
  const { verb, group, resource, namespace, name } = readKubeRequest(method, new URL(path, 'http://localhost'))
  return [verb, group, resource, namespace, name]
}

describe('a request of the Kubernetes API', () => {
  it.each<[string, string, string[]]>([
    ['GET', '/api/v1/namespaces/a/pods', ['list', '', 'pods', 'a', '']],
    ['GET', '/api/v1/pods?watch=true', ['watch', '', 'pods', '', '']],
    ['GET', '/api/v1/namespaces/a/pods/p', ['get', '', 'pods', 'a', 'p']],
    ['GET', '/api/v1/namespaces/a/pods/p/log?follow=true', ['get', '', 'pods/log', 'a', 'p']],
    ['POST', '/api/v1/namespaces/a/persistentvolumeclaims', ['create', '', 'persistentvolumeclaims', 'a', '']],
    ['PATCH', '/api/v1/namespaces/a/pods/p', ['patch', '', 'pods', 'a', 'p']],
    ['PUT', '/api/v1/namespaces/a/pods/p', ['update', '', 'pods', 'a', 'p']],
    ['DELETE', '/api/v1/namespaces/a/pods/p', ['delete', '', 'pods', 'a', 'p']],
    ['DELETE', '/api/v1/namespaces/a/pods?labelSelector=x', ['deletecollection', '', 'pods', 'a', '']],
    ['GET', '/api/v1/namespaces/a', ['get', '', 'namespaces', 'a', 'a']],
    ['GET', '/apis/batch/v1/namespaces/a/jobs/j', ['get', 'batch', 'jobs', 'a', 'j']],
    ['GET', '/version', ['get', '', '', '', '']],
  ])('%s %s is read as RBAC reads it', (method, path, expected) => {
    expect(read(method, path)).toEqual(expected)
  })
})
