/** What a page that is made with Relay asks for: all users page by page, each row by itself, and a status set. */
export const RELAY_PAGE = `
import { graphql } from 'relay-runtime';

graphql\`
  query BoardQuery {
    ...Board_users
  }
\`;

graphql\`
  fragment Board_users on Query
  @refetchable(queryName: "BoardPageQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" }) {
    users(first: $first, after: $after, orderBy: DISPLAY_NAME) @connection(key: "Board_users") {
      edges {
        node {
          ...BoardRow_user
        }
      }
    }
  }
\`;

graphql\`
  fragment BoardRow_user on User @refetchable(queryName: "BoardRowQuery") {
    displayName
    status {
      __typename
      ... on UserStatus {
        name
        returnTime
      }
      ... on UserStatusFailure {
        code
      }
    }
  }
\`;

graphql\`
  mutation BoardSetMutation($input: SetUserStatusInput!) {
    setUserStatus(input: $input) {
      userStatus {
        name
        user {
          ...BoardRow_user
        }
      }
    }
  }
\`;
`;
