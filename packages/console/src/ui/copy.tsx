import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '../i18n/i18n.ts'
import { announce } from './announce.ts'
import { Button, type ButtonProps } from './button.tsx'

/**
 * Puts text on the clipboard. `navigator.clipboard` exists in secure contexts only; elsewhere the old command does it, and
 * where that fails too the answer is false and nobody may say "Copied".
 */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      // Refused, or out of focus: the old command may still be allowed.
    }
  }
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.className = 'fixed -top-96'
  // Inside of an open dialog, whose focus trap would take the selection away again.
  const host = document.activeElement?.closest('[role="dialog"]') ?? document.body
  const before = document.activeElement
  host.append(area)
  area.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    area.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}

const COPIED_FOR_MS = 2000

/** Says "Copied" only when it is true. Without children only its icon is seen. */
export function CopyButton({
  text,
  label,
  onResult,
  children,
  ...rest
}: ButtonProps & { readonly text: string; readonly label: string; readonly onResult?: (copied: boolean) => void }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), COPIED_FOR_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async (): Promise<void> => {
    const done = await copyText(text)
    setCopied(done)
    announce(done ? t('Copied') : t('Could not copy. Select the text and press Ctrl or ⌘ C.'))
    onResult?.(done)
  }
  const icon = copied ? <Check aria-hidden size={16} /> : <Copy aria-hidden size={16} />
  return (
    <Button
      look={children === undefined ? 'quiet' : 'plain'}
      {...rest}
      icon={icon}
      aria-label={children === undefined ? label : undefined}
      title={label}
      onClick={() => void copy()}
    >
      {children !== undefined && (copied ? t('Copied') : children)}
    </Button>
  )
}
