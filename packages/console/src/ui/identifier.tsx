import { t } from '../i18n/i18n.ts'
import { CopyButton } from './copy.tsx'

const HEAD = 8
const TAIL = 4

/** `792b4c1a…b1fe`: enough to recognise it; the copy is whole. */
export const shortId = (id: string): string => (id.length <= HEAD + TAIL + 1 ? id : `${id.slice(0, HEAD)}…${id.slice(-TAIL)}`)

/** An id in short, copied whole. */
export const Identifier = ({ id, name = t('Copy id') }: { readonly id: string; readonly name?: string }) => (
  <span className="inline-flex items-center gap-1">
    <code title={id} translate="no" data-private className="whitespace-nowrap">
      {shortId(id)}
    </code>
    <CopyButton text={id} label={name} />
  </span>
)
