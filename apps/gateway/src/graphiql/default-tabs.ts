import { parseCoreServerRef } from '@live-status/domain';
import { formatPresetId } from '../schema/node-id.ts';

const DO_NOT_DISTURB = formatPresetId(parseCoreServerRef({ slug: 'default' }), {
  name: 'Do Not Disturb',
  type: 'dnd',
});

/** The tabs that the page opens with: operations that work as they stand. */
export const DEFAULT_TABS: readonly { readonly query: string; readonly variables?: string }[] = [
  {
    query: `# Press the button, or Ctrl-Enter. The second tab
# changes what this one shows.
query MartysStatus {
  userStatus(user: { username: "marty" }) {
    id
    name
    type
    note
    returnTime
    userCreated
    observedAt
  }
}
`,
  },
  {
    query: `mutation SetMartysStatus {
  setUserStatus(
    input: {
      user: { username: "marty" }
      name: "Went back in time"
      type: AWAY
      note: "Tell Doc Brown"
      returnIn: "PT30M"
    }
  ) {
    userStatus {
      id
      name
      type
      note
      returnTime
      userCreated
      observedAt
    }
  }
}
`,
  },
  {
    query: `# Everybody; with filter: { types: [AWAY] } who is away.
query People {
  users(first: 50) {
    totalCount
    nodes {
      username
      displayName
      status {
        ... on UserStatus {
          name
          note
          returnTime
        }
        ... on UserStatusFailure {
          code
          message
        }
      }
    }
  }
}
`,
  },
  {
    query: `# By a preset: { presets { id name type } } lists them.
mutation SetByPreset {
  setUserStatus(
    input: {
      user: { username: "marty" }
      preset: "${DO_NOT_DISTURB}"
      note: "Until the clock strikes"
    }
  ) {
    userStatus {
      name
      type
      note
    }
    previous {
      name
      type
      note
    }
  }
}
`,
  },
  {
    query: `# Changes the note and keeps the rest.
mutation ChangeNote {
  updateUserStatus(
    input: {
      user: { username: "marty" }
      note: "10:04 PM, sharp"
    }
  ) {
    userStatus {
      name
      type
      note
      returnTime
    }
  }
}
`,
  },
  {
    query: `# Says what would be there, and changes nothing.
mutation DryRun {
  clearUserStatus(
    input: { user: { username: "marty" }, dryRun: true }
  ) {
    dryRun
    userStatus {
      name
      type
      note
    }
    previous {
      name
      type
      note
    }
  }
}
`,
  },
  {
    query: `# Two that fail and change nothing: a status that is not
# as expected, and a user without a full license.
mutation Errors {
  conflict: updateUserStatus(
    input: {
      user: { username: "marty" }
      note: "Too late"
      expected: { name: "Still in 1955" }
    }
  ) {
    userStatus {
      note
    }
  }
  unlicensed: setUserStatus(
    input: {
      user: { username: "biff" }
      name: "Washing the car"
      type: AWAY
    }
  ) {
    userStatus {
      name
    }
  }
}
`,
  },
  {
    query: `# Everybody, and then whatever changes: leave it running,
# and set a status in another window or on the board.
subscription Live {
  userStatusEvents {
    __typename
    ... on UserStatusSnapshot {
      results {
        ... on UserStatus {
          user {
            username
          }
          name
          type
          note
        }
      }
    }
    ... on UserStatusChanged {
      userStatus {
        user {
          username
        }
        name
        type
        note
        returnTime
      }
      previous {
        name
      }
    }
    ... on UserStatusStale {
      since
      code
    }
  }
}
`,
  },
];
