import { readFileSync } from 'node:fs';
import process from 'node:process';
import { type ParsedSettings, parseSettings } from './parse-settings.ts';

/** The settings as the environment has them: the one place where this command reads it. */
export function readSettings(): ParsedSettings {
  // biome-ignore lint/style/noProcessEnv: the one place where this command reads its environment
  return parseSettings({ environment: process.env, readFile: (file) => readFileSync(file, 'utf8') });
}
