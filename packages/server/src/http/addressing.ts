import { isIP } from 'node:net'
import type { ProjectReference } from '@latchkey/core/ports/project-store'

/** Which project a request names by where it was sent, and the path below that project. */
export interface Address {
  /** `undefined` on a bare host: the caller's key, or the default project, decides. */
  readonly reference: ProjectReference | undefined
  /** Path and query below the project. */
  readonly url: string
}

const PATH_FORM = /^\/projects\/([A-Za-z0-9-]{1,64})(\/v2alpha1\/.*)$/

/**
 * Reads the project out of `Host` (`<slug>.<project domain>` or a custom domain) or, on any other host, out of the path
 * (`/projects/{id or slug}/v2alpha1/…`). Never out of a body.
 */
export function makeAddressing(projectDomain: string): (host: string | undefined, url: string) => Address {
  const suffix = `.${projectDomain.toLowerCase()}`
  const read = (host: string | undefined): ProjectReference | undefined => {
    const name = hostName(host)
    return name.endsWith(suffix) ? { slug: name.slice(0, -suffix.length) } : customDomain(name)
  }
  // A connection names the same host over and over.
  let lastHost: string | undefined
  let lastReference = read(lastHost)
  return (host, url) => {
    if (host !== lastHost) {
      lastReference = read(host)
      lastHost = host
    }
    const isProjectHost = lastReference !== undefined && 'slug' in lastReference
    return isProjectHost || !url.startsWith('/projects/') ? { reference: lastReference, url } : addressInPath(url)
  }
}

function addressInPath(url: string): Address {
  const path = PATH_FORM.exec(url)
  if (path?.[1] === undefined || path[2] === undefined) return { reference: undefined, url }
  return { reference: UUID.test(path[1]) ? { id: path[1] } : { slug: path[1] }, url: path[2] }
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
