import { formatInstant } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { type Choice, SelectField, TextField } from '../../../ui/field.tsx'
import { type Expiry, isTooLong, type KeyRules, lifeMs, mayLiveForEver, presets } from './expiry.ts'
import type { FormPart } from './form-part.ts'
import { lifeText } from './key-sentence.ts'

export function ExpiryField({ draft, change, problems, rules }: FormPart) {
  const { expiry, customTtl } = draft
  const isCustom = expiry === 'custom'
  const end = endText(lifeMs(expiry, customTtl, rules))
  return (
    <>
      <SelectField
        label={t('Expiry')}
        choices={choicesFor(rules)}
        value={expiry}
        onChoose={(value) => change({ expiry: value as Expiry })}
        hint={isCustom ? undefined : end}
        error={isCustom ? undefined : problems.expiry}
      />
      {isCustom && (
        <TextField
          label={t('Lives for')}
          value={customTtl}
          onChange={(event) => change({ customTtl: event.target.value })}
          placeholder="45d"
          hint={end}
          error={problems.expiry}
        />
      )}
    </>
  )
}

/** The exact instant, with its zone. */
function endText(life: number | undefined): string {
  if (life === undefined) return t('The end is fixed when the key is made; rotate a key to get a new one.')
  if (life === Number.POSITIVE_INFINITY) return t('The key never ends by itself.')
  return t('Ends {instant}', { instant: formatInstant(new Date(Date.now() + life)) })
}

function choicesFor(rules: KeyRules | undefined): readonly Choice[] {
  return [
    { value: 'default', label: defaultLabel(rules) },
    ...presets.map((preset) => presetChoice(preset, rules)),
    { value: 'custom', label: t('Another length of time') },
    noneChoice(rules),
  ]
}

function defaultLabel(rules: KeyRules | undefined): string {
  const life = lifeMs('default', '', rules)
  if (life === undefined || life === Number.POSITIVE_INFINITY) return t('Project default')
  return t('Project default ({duration})', { duration: lifeText(life) })
}

function presetChoice(preset: (typeof presets)[number], rules: KeyRules | undefined): Choice {
  const life = lifeMs(preset, '', rules) ?? 0
  const duration = lifeText(life)
  if (!isTooLong(life, rules)) return { value: preset, label: duration }
  const maximum = lifeText(rules?.maxTtlMs ?? 0)
  return { value: preset, disabled: true, label: t('{duration} – longer than the maximum of {maximum}', { duration, maximum }) }
}

function noneChoice(rules: KeyRules | undefined): Choice {
  if (rules === undefined || mayLiveForEver(rules)) return { value: 'none', label: t('No expiry') }
  const why =
    rules.maxTtlMs === undefined
      ? t('No expiry – the project’s default would apply')
      : t('No expiry – this project lets no key live longer than {maximum}', { maximum: lifeText(rules.maxTtlMs) })
  return { value: 'none', disabled: true, label: why }
}
