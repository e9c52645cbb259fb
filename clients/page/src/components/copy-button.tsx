import { useState } from 'preact/hooks';

/** Copies a text, and says that it did. */
export function CopyButton({ text, what, name }: { text: string; what: string; name: string }) {
  const [label, setLabel] = useState(`Copy ${what}`);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setLabel('Copied');
    } catch {
      // Without the right to the clipboard the text is shown, to be copied by hand.
      setLabel(text);
    }

    setTimeout(() => setLabel(`Copy ${what}`), 4000);
  };
  return (
    <button type="button" class="copy" title={`SHA-256 of the chunks' digests: ${text}`} onClick={() => void copy()}>
      {label}
      <span class="unseen"> of {name}</span>
    </button>
  );
}
