import { Eye, EyeOff } from 'lucide-react'
import { type RefObject, useState } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { usePreferences } from '../preferences.ts'
import type { OneTimeSecret } from './one-time-secret.ts'

const GROUP = 6
/** What begins a key and is no secret. */
const OPEN_CHARACTERS = 7

/** The secret as text that no spell checker, translator or form filler sees; in groups for the eye, copied in one piece. */
export function SecretValue({
  secret: { kind, value },
  outputRef,
  isNeeded,
}: {
  readonly secret: Pick<OneTimeSecret, 'kind' | 'value'>
  readonly outputRef: RefObject<HTMLOutputElement | null>
  /** Somebody has to copy it by hand, so it cannot stay masked. */
  readonly isNeeded: boolean
}) {
  const { presentation } = usePreferences()
  const [isHidden, setHidden] = useState(() => presentation || matchMedia('(max-width: 639px)').matches)
  const masked = isHidden && !isNeeded
  const words = kind === 'webhook_secret' ? wordsOfSecret() : wordsOfKey()
  return (
    <div className="grid gap-2">
      <output
        ref={outputRef}
        aria-label={masked ? words.masked : words.plain}
        translate="no"
        spellCheck={false}
        dir="ltr"
        className="block rounded-control border border-strong bg-subtle p-3 font-mono text-body break-all select-all"
      >
        {masked
          ? value.slice(0, OPEN_CHARACTERS) + '•'.repeat(16)
          : groupsOf(value).map(({ at, text }) => (
              <span key={at} className="me-0.5 even:text-muted">
                {text}
              </span>
            ))}
      </output>
      <div>
        <Button
          aria-pressed={!masked}
          icon={masked ? <Eye aria-hidden size={16} /> : <EyeOff aria-hidden size={16} />}
          onClick={() => setHidden(!masked)}
        >
          {masked ? words.show : words.hide}
        </Button>
      </div>
    </div>
  )
}

const wordsOfKey = () => ({
  plain: t('The key'),
  masked: t('The key, masked'),
  show: t('Show the key'),
  hide: t('Hide the key'),
})

const wordsOfSecret = () => ({
  plain: t('The secret'),
  masked: t('The secret, masked'),
  show: t('Show the secret'),
  hide: t('Hide the secret'),
})

/** What every key of its kind begins with. */
const HEAD = /^(?:\w{1,16}?_v1_|ory_(?:pat|wak)_|whsec_)/

function groupsOf(value: string): readonly { readonly at: number; readonly text: string }[] {
  const head = HEAD.exec(value)?.[0].length ?? 0
  const groups = Array.from({ length: Math.ceil((value.length - head) / GROUP) }, (_, group) => {
    const at = head + group * GROUP
    return { at, text: value.slice(at, at + GROUP) }
  })
  return head === 0 ? groups : [{ at: 0, text: value.slice(0, head) }, ...groups]
}
