import { isIP } from 'node:net'
import type { ProjectReference } from '@latchkey/core/ports/project-store'

/** Which project a request names by where it was sent, and the path below that project. */
export interface Address {
  /** `undefined` on a bare host: the caller's key, or the default project, decides. */
  readonly reference: ProjectReference | undefined
  /** Path and query below the project. */
  readonly url: string
  /** What stands before `url` in the path: `/projects/{id or slug}` or nothing. */
  readonly base: string
  /** The host of a request that names its project in the path: it may be another project's own domain. */
  readonly hostBesidePath?: ProjectReference
}

const PATH_FORM = /^(\/projects\/([A-Za-z0-9-]{1,64}))(\/v2alpha1\/.*)$/

/** RFC 9112 §3.2.2. */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)(.*)$/i

/** RFC 3986 §3.2.2 and §3.2.3: a name or address, and a port. */
const HOST = /^([\w.~!$&'()*+;=%-]*|\[[0-9a-f:.]+\])(:\d*)?$/i

/**
 * Reads the project out of `Host` (`<slug>.<project domain>` or a custom domain) or, on any other host, out of the path
 * (`/projects/{id or slug}/v2alpha1/…`). Never out of a body. `undefined` when the host is none.
 */
export function makeAddressing(projectDomain: string): (host: string | undefined, url: string) => Address | undefined {
  const suffix = `.${projectDomain.toLowerCase()}`
  const read = (host: string | undefined): ProjectReference | undefined | 'malformed' => {
    if (host !== undefined && !HOST.test(host)) return 'malformed'
    const name = hostName(host)
    return name.endsWith(suffix) ? { slug: name.slice(0, -suffix.length) } : customDomain(name)
  }
  // A connection names the same host over and over.
  let lastHost: string | undefined
  let lastReference = read(lastHost)
  const addressOf = (host: string | undefined, url: string): Address | undefined => {
    if (host !== lastHost) {
      lastReference = read(host)
      lastHost = host
    }
    if (lastReference === 'malformed') return undefined
    const isProjectHost = lastReference !== undefined && 'slug' in lastReference
    if (isProjectHost || !url.startsWith('/projects/')) return { reference: lastReference, url, base: '' }
    const address = addressInPath(url)
    return lastReference === undefined ? address : { ...address, hostBesidePath: lastReference }
  }
  return (host, url) => {
    if (url.startsWith('/')) return addressOf(host, url)
    // The target's own host counts, whatever the header says.
    const [, authority, rest] = ABSOLUTE_FORM.exec(url) ?? []
    if (authority === undefined || rest === undefined) return addressOf(host, url)
    return addressOf(authority, rest.startsWith('/') ? rest : `/${rest}`)
  }
}

function addressInPath(url: string): Address {
  const [, base, name, rest] = PATH_FORM.exec(url) ?? []
  if (base === undefined || name === undefined || rest === undefined) return { reference: undefined, url, base: '' }
  const known = name.toLowerCase()
  return { reference: UUID.test(known) ? { id: known } : { slug: known }, url: rest, base }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Lower case, without the port and the dot of the root zone. */
function hostName(host: string | undefined): string {
  if (host === undefined) return ''
  const name = host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : (host.split(':', 1)[0] ?? '')
  return name.replace(/\.$/, '').toLowerCase()
}

/** A name that could be a project's own domain; addresses and single labels (`localhost`) never are. */
const customDomain = (name: string): ProjectReference | undefined =>
  name.includes('.') && isIP(name) === 0 ? { host: name } : undefined
