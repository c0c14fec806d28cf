/* What the page does by itself: the theme switch, copying, keyboard clicks, and the card that shows a quote on hover. */
/* Names this tab's conversation, so that a reload keeps it. */
window.wenjuToken = () => {
  const made = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  try {
    const token = sessionStorage.getItem('wenju-tab') || made();
    sessionStorage.setItem('wenju-tab', token);
    return token;
  } catch {
    return made();
  }
};
/* Tells the browser the page's language: it picks glyphs, hyphens and voices by it. */
window.wenjuLanguage = (data) => {
  if (!data) return;
  document.documentElement.lang = data.lang === 'zh' ? 'zh-CN' : data.lang;
  document.title = data.title;
};

(() => {
  const remembered = () => { try { return localStorage.getItem('wenju-theme'); } catch { return null; } };
  const remember = (theme) => { try { localStorage.setItem('wenju-theme', theme); } catch { /* private mode */ } };
  const paint = () => {
    const theme = remembered();
    if (theme) document.body.classList.toggle('dark', theme === 'dark');
  };
  document.addEventListener('DOMContentLoaded', () => { paint(); setTimeout(paint, 300); });

  document.addEventListener('click', (click) => {
    if (!(click.target instanceof Element)) return;
    if (click.target.closest('[data-theme-switch]')) {
      remember(document.body.classList.toggle('dark') ? 'dark' : 'light');
    }
    const copy = click.target.closest('[data-copy]');
    if (copy) {
      const done = () => { const title = copy.title; copy.title = copy.dataset.done; copy.classList.add('wj-on');
        setTimeout(() => { copy.title = title; copy.classList.remove('wj-on'); }, 1500); };
      navigator.clipboard?.writeText(copy.dataset.copy).then(done, () => {});
    }
  });

  document.addEventListener('keydown', (key) => {
    const drawn = key.target instanceof SVGElement && key.target.closest('[data-event]');
    if (drawn && (key.key === 'Enter' || key.key === ' ')) {
      key.preventDefault();
      drawn.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    }
  });

  let card = null, shown = null;
  const hide = () => { card?.remove(); card = null; };
  const line = (name, text) => {
    const row = document.createElement('div');
    row.className = name;
    row.textContent = text;
    return row;
  };
  const show = (link) => {
    hide();
    shown = link;
    card = document.createElement('div');
    card.className = 'wj-tip';
    card.setAttribute('role', 'tooltip');
    card.append(line('wj-tip-head', link.dataset.tipHead), line('wj-tip-quote', link.dataset.tip),
      line('wj-tip-foot', link.dataset.tipFoot));
    document.body.append(card);
    const at = link.getBoundingClientRect(), size = card.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left + at.width / 2 - size.width / 2), innerWidth - size.width - 8);
    const above = at.top - size.height - 8;
    card.style.left = `${left}px`;
    card.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  };
  for (const [on, off] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
    document.addEventListener(on, (event) => {
      const link = event.target instanceof Element && event.target.closest('[data-tip]');
      if (link) show(link);
    });
    document.addEventListener(off, hide);
  }
  document.addEventListener('click', hide, true);
  document.addEventListener('scroll', hide, true);
  document.addEventListener('keydown', hide, true);
  document.addEventListener('mousemove', () => { if (card && !shown.isConnected) hide(); });
})();
