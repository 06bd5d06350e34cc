import { queryOptions, useQuery } from '@tanstack/react-query'
import * as v from 'valibot'
import { serverAddress } from '../../api/addresses.ts'
import { t } from '../../i18n/i18n.ts'
import { isUnprotected } from './connection.ts'

const Version = v.object({ version: v.string() })

const versionQuery = queryOptions({
  queryKey: ['console', 'version'],
  queryFn: async ({ signal }) => {
    const response = await fetch(`${serverAddress}/version`, { signal, headers: { accept: 'application/json' } })
    return v.parse(Version, await response.json()).version
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})

/** The server as this browser sees it, for people who wonder whether they are at the right one. */
export function ServerFacts() {
  const version = useQuery(versionQuery).data
  return (
    <dl className="grid gap-2 rounded-panel border border-line p-4">
      <Fact name={t('Server')}>{serverAddress}</Fact>
      <Fact name={t('Connection')}>{schemeOf()}</Fact>
      {version !== undefined && <Fact name={t('Version')}>{version}</Fact>}
    </dl>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: string }) => (
  <div>
    <dt className="font-medium text-ink">{name}</dt>
    <dd>{children}</dd>
  </div>
)

function schemeOf(): string {
  if (location.protocol === 'https:') return t('https, encrypted')
  return isUnprotected() ? t('http, not encrypted') : t('http, on this machine only')
}
