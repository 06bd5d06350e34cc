let region: HTMLElement | undefined

/** Tells those who listen to the page what has just happened, without taking them away from where they are. */
export function announce(text: string): void {
  if (region === undefined) {
    region = document.createElement('div')
    region.setAttribute('role', 'status')
    region.className = 'sr-only'
    document.body.append(region)
  }
  region.textContent = ''
  requestAnimationFrame(() => {
    if (region !== undefined) region.textContent = text
  })
}
