import { consolePath } from '../../api/addresses.ts'
import { t } from '../../i18n/i18n.ts'
import { buttonClass } from '../../ui/button.tsx'
import { ownPath } from './own-path.ts'

/** Leaves for the OpenID provider of the server, which sends the person back to `next`. */
export const ProviderLink = ({ next }: { readonly next: string | undefined }) => (
  <div className="grid max-w-[420px] gap-3 border-t border-line pt-4">
    <p className="text-muted">{t('Or with the account of your organization:')}</p>
    <div>
      <a href={`${consolePath}/api/oidc/start?${new URLSearchParams({ next: ownPath(next) })}`} className={buttonClass()}>
        {t('Sign in with single sign-on')}
      </a>
    </div>
  </div>
)

/** What the server says with `?error=` when somebody comes back from the provider and is not let in. */
export function oidcProblem(error: string | undefined): string | undefined {
  if (error === undefined) return undefined
  const known: Readonly<Record<string, string>> = {
    oidc_not_admitted: t(
      'You proved who you are, but nobody has invited you to this server yet. Ask an owner for an invitation.',
    ),
    oidc_not_linked: t('There is an account with your address already. Sign in with its password first.'),
    oidc_unavailable: t('Your organization’s sign-in does not answer. Try again in a while, or use a password.'),
    oidc_failed: t('The sign-in was interrupted or took too long. Please try again.'),
  }
  return known[error] ?? known['oidc_failed']
}
