// Before the first paint, so that no white page flashes in the dark. Only these two choices are kept in the browser.
(() => {
  let scheme = null;
  let language = null;
  try {
    scheme = localStorage.getItem('etiba.color-scheme');
    language = localStorage.getItem('etiba.language');
  } catch {
    // a browser that keeps nothing
  }
  const isDark =
    scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light';
  if (language) document.documentElement.lang = language;
  if (language === 'ar-XB') document.documentElement.dir = 'rtl';
})();
