import '../style/tokens.css';
import '../style/base.css';
import './board.css';
import { mount } from 'svelte';
import { Board } from './board.svelte.ts';
import App from './App.svelte';

const target = document.getElementById('board');
if (target) mount(App, { target, props: { board: new Board(window) } });
