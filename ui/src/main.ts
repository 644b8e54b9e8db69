import './style/tokens.css';
import './style/base.css';
import { mount } from 'svelte';
import { api, pseudo } from '#api';
import App from './App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target, props: pseudo ? { api, pseudo } : { api } });
