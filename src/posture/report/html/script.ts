// What runs in the reader's browser: it shows and hides what the page holds already.
export const SCRIPT = `
const groups = [...document.querySelectorAll('.group[data-severity]')]
const buttons = [...document.querySelectorAll('.tools button')]
const search = document.querySelector('.tools input')
const shown = document.querySelector('.shown')
function filter() {
  const off = new Set(buttons.filter((it) => it.getAttribute('aria-pressed') === 'false').map((it) => it.dataset.severity))
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
  let count = 0
  for (const group of groups) {
    const title = group.querySelector('summary').textContent.toLowerCase()
    let matching = 0
    for (const row of group.querySelectorAll('tr[data-severity]')) {
      const text = title + ' ' + row.textContent.toLowerCase()
      row.hidden = off.has(row.dataset.severity) || !words.every((word) => text.includes(word))
      if (!row.hidden) matching += 1
    }
    group.hidden = matching === 0
    count += matching
  }
  shown.textContent = count + (count === 1 ? ' finding' : ' findings') + ' shown'
}
search?.addEventListener('input', filter)
for (const button of buttons)
  button.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') === 'false'))
    filter()
  })
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true
})
`
