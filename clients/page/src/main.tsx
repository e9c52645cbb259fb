import { render } from 'preact';
import { App } from './components/app.js';
import { Store } from './store.js';

const endpoint = new URL(document.documentElement.dataset['api'] ?? '/api/', location.href).href;
render(<App store={new Store(endpoint)} />, document.getElementById('app')!);
