// The chosen theme and density before anything is painted; a file of its own, because the page's policy allows nothing inline.
try {
  const chosen = JSON.parse(localStorage.getItem('latchkey.appearance') || '{}')
  const root = document.documentElement
  if (chosen.theme === 'light' || chosen.theme === 'dark') root.dataset.theme = chosen.theme
  if (chosen.density === 'compact') root.dataset.density = 'compact'
  if (chosen.presentation === true) root.dataset.presentation = 'on'
} catch {
  // Without storage the system's choice stands.
}
