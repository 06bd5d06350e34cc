import type { ServeConfig } from '../config/config.ts'

/**
 * Where a project answers: `https://<slug>.<project domain>`, or `http://` with the port on a domain under `localhost`,
 * which never leaves the machine (RFC 6761 §6.3).
 */
export function projectUrl(slug: string, { projectDomain, port }: Pick<ServeConfig['http'], 'projectDomain' | 'port'>): string {
  const isLocal = projectDomain === 'localhost' || projectDomain.endsWith('.localhost')
  if (!isLocal) return `https://${slug}.${projectDomain}`
  return port === 0 || port === 80 ? `http://${slug}.${projectDomain}` : `http://${slug}.${projectDomain}:${port}`
}
