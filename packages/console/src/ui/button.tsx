import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'

export type ButtonLook = 'primary' | 'plain' | 'danger' | 'quiet'

const looks: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-accent-ink hover:brightness-110',
  plain: 'border border-strong bg-ground text-ink hover:bg-subtle',
  danger: 'bg-danger text-danger-ink hover:brightness-110',
  quiet: 'text-ink hover:bg-subtle',
}

/** The look of a button, for links that act like one. */
export const buttonClass = (look: ButtonLook = 'plain'): string =>
  `button inline-flex min-h-[var(--control)] items-center justify-center gap-2 rounded-control px-3 text-body font-medium whitespace-nowrap no-underline hover:no-underline disabled:opacity-60 aria-disabled:opacity-60 ${looks[look]}`

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: ButtonLook
  readonly icon?: ReactNode
  /** Keeps its width and says that something goes on. */
  readonly busy?: boolean
}

export function Button({ look = 'plain', icon, busy = false, children, className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`${buttonClass(look)} ${className}`}
      aria-busy={busy || undefined}
      disabled={rest.disabled === true || busy}
    >
      {busy ? <LoaderCircle aria-hidden size={16} className="animate-spin" /> : icon}
      {children}
    </button>
  )
}

/** A button that is only an icon; `label` is its name. */
export function IconButton({ label, children, className = '', ...rest }: ButtonProps & { readonly label: string }) {
  return (
    <Button look="quiet" {...rest} aria-label={label} title={label} className={`min-w-[var(--control)] px-0 ${className}`}>
      {children}
    </Button>
  )
}
