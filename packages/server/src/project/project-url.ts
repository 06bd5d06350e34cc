import type { ServeConfig } from '../config/config.ts'

/**
 * Where a project answers: `https://<slug>.<project domain>`, or `http://` with the port on a domain under `localhost`,
 * which never leaves the machine (RFC 6761 §6.3).
 */
export const projectUrl = (slug: string, http: Addressed): string =>
  `${isLocal(http) ? 'http' : 'https'}://${projectHost(slug, http)}`

/** The same without the scheme. */
export const projectHost = (slug: string, http: Addressed): string => {
  const { projectDomain, port } = http
  const isUsualPort = !isLocal(http) || port === 0 || port === 80
  return isUsualPort ? `${slug}.${projectDomain}` : `${slug}.${projectDomain}:${port}`
}

type Addressed = Pick<ServeConfig['http'], 'projectDomain' | 'port'>

const isLocal = ({ projectDomain }: Addressed): boolean => projectDomain === 'localhost' || projectDomain.endsWith('.localhost')
