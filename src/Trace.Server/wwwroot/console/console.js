// What the console needs of the browser itself: how it looks, the keys, the lost connection. No data goes through here.
(() => {
  'use strict';
  const year = 31536000;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  const keep = (name, value) => { document.cookie = `${name}=${value}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`; };

  document.addEventListener('click', event => {
    const target = event.target.closest?.('[data-theme-switch],[data-language],[data-copy],[data-reload],[data-reconnect]');
    if (!target) return;
    if (target.hasAttribute('data-theme-switch')) {
      const root = document.documentElement;
      const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = isDark ? 'light' : 'dark';
      document.querySelector('meta[name=color-scheme]').content = root.dataset.theme;
      keep('trace_theme', root.dataset.theme);
    } else if (target.hasAttribute('data-language')) {
      keep('trace_language', target.dataset.language);
      location.reload();
    } else if (target.hasAttribute('data-copy')) {
      // Only where the page is secure; elsewhere the text is there to be selected.
      navigator.clipboard?.writeText(target.dataset.copy);
      target.previousElementSibling?.select?.();
    } else {
      event.preventDefault();
      location.reload();
    }
  });

  // Keys press what a page marks with data-key: in the row that has the focus, else in the bar of what is selected, else anywhere on the page.
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.('input:not([type=checkbox]),textarea,select,[contenteditable],[role=dialog]') || document.querySelector('[role=dialog]')) return;
    const rows = [...document.querySelectorAll('[data-row]')];
    const row = document.activeElement?.closest('[data-row]');
    if (event.key === 'j' || event.key === 'k') {
      const next = rows[row ? rows.indexOf(row) + (event.key === 'j' ? 1 : -1) : 0];
      if (next) { next.focus(); next.scrollIntoView({ block: 'nearest' }); event.preventDefault(); }
      return;
    }
    if (event.key === 'Enter' && document.activeElement !== row) return;
    const selector = `[data-key="${CSS.escape(event.key)}"]`;
    const target = document.querySelector(`[data-bulk] ${selector}`) ?? (row ?? document).querySelector(selector) ?? document.querySelector(`[data-keys] ${selector}`);
    if (!target || (!row && target.closest('[data-row]'))) return;
    event.preventDefault();
    target.click();
  });

  // A file of ours: the page stays, also where it is refused.
  window.traceDownload = address => {
    const link = document.createElement('a');
    link.href = address;
    link.download = '';
    link.click();
  };

  // A photo of a label is read here where the browser can; else, or where it finds nothing, it goes to the server as a file.
  document.addEventListener('change', async event => {
    const input = event.target.closest?.('[data-photo]');
    if (!input?.files.length || input.dataset.photo === 'send' || !('BarcodeDetector' in window)) { if (input) input.dataset.photo = ''; return; }
    event.stopImmediatePropagation();
    let text;
    try {
      const photo = await createImageBitmap(input.files[0]);
      text = (await new BarcodeDetector().detect(photo))[0]?.rawValue;
    } catch { /* The server says what is wrong with it. */ }
    if (text) {
      const field = document.getElementById('code');
      field.value = text;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      document.getElementById('search').requestSubmit();
    } else {
      input.dataset.photo = 'send';
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }, true);

  // The dialog over a page whose connection is lost. A circuit that is gone cannot be had back: the page is loaded anew, from whichever server answers.
  const modal = document.getElementById('components-reconnect-modal');
  modal.addEventListener('components-reconnect-state-changed', event => {
    const { state } = event.detail;
    if (state === 'show' && !modal.open) modal.showModal();
    else if (state === 'hide') modal.close();
    else if (state === 'rejected') location.reload();
  });
})();
