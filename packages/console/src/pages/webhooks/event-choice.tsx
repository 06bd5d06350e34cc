import type { WebhookEventType } from '@latchkey/contract/messages/webhooks'
import { t } from '../../i18n/i18n.ts'
import { CheckField } from '../../ui/field.tsx'
import { eventNames, eventTypes } from './event-names.ts'

/** All events, those of later versions too, or some. `undefined`: all. */
export function EventChoice({
  chosen,
  onChange,
}: {
  readonly chosen: readonly WebhookEventType[] | undefined
  readonly onChange: (chosen: readonly WebhookEventType[] | undefined) => void
}) {
  const names = eventNames()
  const toggle = (type: WebhookEventType) =>
    onChange(chosen?.includes(type) === true ? chosen.filter((other) => other !== type) : [...(chosen ?? []), type])
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">{t('Events')}</legend>
      <CheckField
        label={t('All events')}
        hint={t('Those of later versions as well.')}
        checked={chosen === undefined}
        onChange={() => onChange(chosen === undefined ? [] : undefined)}
      />
      {chosen !== undefined &&
        eventTypes().map((type) => (
          <CheckField
            key={type}
            label={
              <>
                <code>{type}</code> <span className="text-muted">{names[type]}</span>
              </>
            }
            checked={chosen.includes(type)}
            onChange={() => toggle(type)}
          />
        ))}
    </fieldset>
  )
}
