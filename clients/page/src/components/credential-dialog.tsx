import { useEffect, useRef, useState } from 'preact/hooks';
import type { CredentialPrompt } from '../credential.js';

const words = {
  key: {
    title: 'This service wants a function key',
    label: 'Function key',
    refused: 'The key that was given is not right. Whoever runs the service can tell you the one to use.',
    first: 'Whoever runs the service can give you one. It is sent with each request and kept nowhere else.',
  },
  token: {
    title: 'This service wants a token',
    label: 'Token',
    refused: 'The token that was given is not accepted, or has expired. Sign in again where you got it, and paste the new one.',
    first: 'Paste the access token that your organisation’s sign-in gave you. It is sent with each request and kept in memory alone.',
  },
};

/** Asks for the function key, or for a token. */
export function CredentialDialog({ kind, prompt }: { kind: 'key' | 'token'; prompt: CredentialPrompt }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [given, setGiven] = useState('');
  const [keeps, setKeeps] = useState(true);
  const { asking } = prompt;
  useEffect(() => {
    if (asking !== undefined && !dialog.current!.open) {
      setGiven('');
      dialog.current!.showModal();
    } else if (asking === undefined) {
      dialog.current!.close();
    }
  }, [asking]);
  return (
    <dialog ref={dialog} aria-labelledby={`${kind}-title`} onCancel={() => prompt.answer(undefined, false)}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          prompt.answer(given.trim() || undefined, keeps);
        }}
      >
        <h2 id={`${kind}-title`}>{words[kind].title}</h2>
        <p>{asking?.isRefused ? words[kind].refused : words[kind].first}</p>
        <label>
          {words[kind].label}
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            value={given}
            onInput={(event) => setGiven(event.currentTarget.value)}
          />
        </label>
        {prompt.canKeep && (
          <label class="check">
            <input type="checkbox" checked={keeps} onChange={(event) => setKeeps(event.currentTarget.checked)} /> Keep it until this tab is
            closed
          </label>
        )}
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
