import { useId, useState } from 'react'
import { t } from '../i18n/i18n.ts'
import { CopyButton } from './copy.tsx'

export interface CopyableText {
  /** A name that is the same in every language: curl, TypeScript. */
  readonly language: string
  readonly text: string
}

/** The same thing in several languages, of which one is shown and copied. */
export function CopyAs({
  label,
  texts,
  onCopied,
}: {
  readonly label: string
  readonly texts: readonly CopyableText[]
  readonly onCopied?: () => void
}) {
  const [language, setLanguage] = useState(texts[0]?.language)
  const name = useId()
  const shown = texts.find((text) => text.language === language) ?? texts[0]
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">{label}</legend>
          {texts.map((text) => (
            <label
              key={text.language}
              className="flex min-h-[var(--control)] cursor-pointer items-center rounded-control px-3 text-muted hover:bg-subtle has-checked:bg-neutral-ground has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-focus"
            >
              <input
                type="radio"
                name={name}
                className="sr-only"
                checked={text === shown}
                onChange={() => setLanguage(text.language)}
              />
              <span translate="no">{text.language}</span>
            </label>
          ))}
        </fieldset>
        {shown !== undefined && (
          <CopyButton
            text={shown.text}
            label={t('Copy as {language}', { language: shown.language })}
            onResult={(copied) => copied && onCopied?.()}
          >
            {t('Copy as {language}', { language: shown.language })}
          </CopyButton>
        )}
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        tabIndex={0}
        translate="no"
        className="max-h-64 overflow-auto rounded-control border border-line bg-subtle p-3"
        dir="ltr"
      >
        <code>{shown?.text}</code>
      </pre>
    </div>
  )
}
