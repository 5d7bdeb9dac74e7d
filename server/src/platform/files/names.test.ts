import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDisposition } from '../http/download.ts';
import { cleanFileName, extensionOf } from './names.ts';

describe('the name of a file', () => {
  it.each([
    ['scan.pdf', 'scan.pdf'],
    ['Résumé de visite – Zoë.pdf', 'Résumé de visite – Zoë.pdf'],
    ['診断書.docx', '診断書.docx'],
    ['ምርመራ.png', 'ምርመራ.png'],
    ['گزارش\u200cپزشکی.pdf', 'گزارش\u200cپزشکی.pdf'],
    ['../../etc/passwd.pdf', 'passwd.pdf'],
    ['C:\\Users\\grace\\scan.pdf', 'scan.pdf'],
    ['/var/www/a.pdf', 'a.pdf'],
    ['scan\u202efdp.exe', 'scanfdp.exe'],
    ['a\0.pdf', 'a.pdf'],
    ['a.pdf\0.exe', 'a.pdf.exe'],
    ['a\r\nSet-Cookie: x=1.pdf', 'aSet-Cookie_ x=1.pdf'],
    ['"; filename="evil.exe.pdf', '_; filename=_evil.exe.pdf'],
    ['  a   b .pdf', 'a b .pdf'],
    ['....pdf', 'pdf'],
    ['.pdf', 'pdf'],
    ['..', 'file'],
    ['', 'file'],
    ['CON.pdf', '_CON.pdf'],
    ['lpt1.docx', '_lpt1.docx'],
    ['a<b>c|d?e*.pdf', 'a_b_c_d_e_.pdf'],
    ['e\u0301.pdf', 'é.pdf'],
    ['a\ud800.pdf', 'a.pdf'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(146)}.pdf`],
    [`${'𝒳'.repeat(300)}.pdf`, `${'𝒳'.repeat(146)}.pdf`],
  ])('%j becomes %j', (name, clean) => {
    expect(cleanFileName(name)).toBe(clean);
  });

  it.each([
    ['a.PDF', 'pdf'],
    ['a.tar.gz', 'gz'],
    ['a', ''],
    ['a.', ''],
    ['a.p df', ''],
  ])('%j has the extension %j', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });

  it('is always one that can be shown, saved and sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const clean = cleanFileName(name);
        expect(clean).toMatch(/^[^/\\\p{Cc}\p{Bidi_Control}<>:"|?*]{1,160}$/u);
        expect(clean).not.toMatch(/^[. ]|[. ]$/);
        expect(cleanFileName(clean)).toBe(clean);
        expect(contentDisposition(clean)).toMatch(
          /^attachment; filename="[\x20-\x21\x23-\x5b\x5d-\x7e]+"(; filename\*=UTF-8''[\w.!~%-]+)?$/,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is read quickly however long it is', () => {
    const since = performance.now();
    for (const part of ['.', ' ', 'a.', '/', '\u202e']) cleanFileName(part.repeat(100_000));
    expect(performance.now() - since).toBeLessThan(500);
  });

  it('goes out in both forms', () => {
    expect(contentDisposition('Zoë 100% "x".pdf')).toBe(
      `attachment; filename="Zoe 100_ _x_.pdf"; filename*=UTF-8''Zo%C3%AB%20100%25%20%22x%22.pdf`,
    );
    expect(contentDisposition('scan 1.pdf')).toBe('attachment; filename="scan 1.pdf"');
    expect(contentDisposition("è'(1).pdf")).toContain("UTF-8''%C3%A8%27%281%29.pdf");
  });
});
