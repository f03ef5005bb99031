import { render } from 'preact';
import { runBoard } from './run-board.ts';
import { App } from './view/app.tsx';

const root = document.querySelector('#board');
if (root !== null) render(<App board={runBoard()} />, root);
