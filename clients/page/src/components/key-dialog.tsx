import { useEffect, useRef, useState } from 'preact/hooks';
import type { KeyPrompt } from '../key.js';

/** Asks for the function key. */
export function KeyDialog({ prompt }: { prompt: KeyPrompt }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [key, setKey] = useState('');
  const [keeps, setKeeps] = useState(true);
  const { asking } = prompt;
  useEffect(() => {
    if (asking !== undefined && !dialog.current!.open) {
      setKey('');
      dialog.current!.showModal();
    } else if (asking === undefined) {
      dialog.current!.close();
    }
  }, [asking]);
  return (
    <dialog ref={dialog} aria-labelledby="key-title" onCancel={() => prompt.answer(undefined, false)}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          prompt.answer(key.trim() || undefined, keeps);
        }}
      >
        <h2 id="key-title">This service wants a function key</h2>
        <p>
          {asking?.isRefused
            ? 'The key that was given is not right. Whoever runs the service can tell you the one to use.'
            : 'Whoever runs the service can give you one. It is sent with each request and kept nowhere else.'}
        </p>
        <label>
          Function key
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <label class="check">
          <input type="checkbox" checked={keeps} onChange={(event) => setKeeps(event.currentTarget.checked)} /> Keep it until this tab is
          closed
        </label>
        <div class="row">
          <button type="submit" class="primary">
            Continue
          </button>
          <button type="button" onClick={() => prompt.answer(undefined, false)}>
            Not now
          </button>
        </div>
      </form>
    </dialog>
  );
}
