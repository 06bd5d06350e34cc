import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export interface TabLink {
  readonly label: string
  readonly link: LinkProps
}

/** Where there is no room for all, the one that is open is among those in sight. */
function showActive(tabs: HTMLElement | null): void {
  const active = tabs?.querySelector<HTMLElement>('[data-status="active"]')
  if (tabs && active) tabs.scrollLeft = active.offsetLeft - (tabs.clientWidth - active.offsetWidth) / 2
}

/** Views of one thing, each with an address of its own: links, so that they open in a new window as well. */
export const TabLinks = ({ label, tabs }: { readonly label: string; readonly tabs: readonly TabLink[] }) => (
  <nav
    ref={showActive}
    aria-label={label}
    className="fades-sideways relative mb-4 flex gap-1 overflow-x-auto border-b border-line"
  >
    {tabs.map(({ label: text, link }) => (
      <Link
        key={text}
        {...link}
        className="-mb-px border-b-2 border-transparent px-3 py-2 whitespace-nowrap text-muted no-underline hover:text-ink hover:no-underline data-[status=active]:border-accent data-[status=active]:font-medium data-[status=active]:text-ink"
      >
        {text as ReactNode}
      </Link>
    ))}
  </nav>
)
